"use client";

import { useCallback, useEffect, useRef, useState } from "react";

/** What is wrong, by the path of the field at fault ("config.url"). */
export type FieldErrors = Readonly<Record<string, string>>;

/** The first issue of each field of a zod error, as a form shows it: with a capital at its start. */
export function fieldErrorsOf(issues: readonly { path: PropertyKey[]; message: string }[]): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const issue of issues) {
    errors[issue.path.map(String).join(".")] ??= issue.message.charAt(0).toUpperCase() + issue.message.slice(1);
  }
  return errors;
}

/**
 * The errors of a form. Setting them moves focus to the first field at fault; `clear` is called with a field's path as
 * soon as it is typed in. `form` goes on the <form>.
 */
export function useFormErrors() {
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const mustFocus = useRef(false);

  useEffect(() => {
    if (!mustFocus.current) return;
    const field = form.current?.querySelector<HTMLElement>("[data-invalid]");
    const control =
      field?.querySelector<HTMLElement>('[aria-invalid="true"]') ??
      field?.querySelector<HTMLElement>("input, select, textarea, button");
    // The field may stand on a step that is still being drawn: then the next effect finds it.
    if (!control) return;
    mustFocus.current = false;
    control.focus();
    // The words stand under the control: all of the field has to be in sight.
    field?.scrollIntoView({ block: "nearest" });
  });

  const show = useCallback((found: FieldErrors) => {
    mustFocus.current = true;
    setErrors(found);
  }, []);
  const clear = useCallback((path?: string) => {
    setErrors((before) => {
      if (path === undefined) return {};
      if (!(path in before)) return before;
      const { [path]: _, ...rest } = before;
      return rest;
    });
  }, []);
  return { form, errors, show, clear };
}
