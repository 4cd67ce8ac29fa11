"use client";

import { type RefObject, useEffect, useRef } from "react";

/**
 * Moves the focus to a wizard step's heading when the step changes, so that the keyboard goes on there and a screen reader says
 * where one is. Not on the first one that is shown. The heading needs `tabIndex={-1}`. To be called before `useFormErrors`,
 * which moves the focus on to a field at fault.
 */
export function useStepFocus(step: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current === step) return;
    shown.current = step;
    heading.current?.focus();
  }, [step]);
  return heading;
}
