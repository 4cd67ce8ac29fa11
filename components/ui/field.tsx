"use client";

import { CircleAlert } from "lucide-react";
import { createContext, type ReactNode, useContext, useId } from "react";
import { classNames } from "./class-names.ts";

interface FieldWiring {
  id: string;
  describedBy: string | undefined;
  isInvalid: boolean;
  isRequired: boolean;
}

const FieldContext = createContext<FieldWiring | null>(null);

/**
 * What a control inside a <Field> must carry: its id, what describes it, whether it is at fault. A control outside of
 * one gets its own props back.
 */
export function useFieldWiring(props: { id?: string | undefined; required?: boolean | undefined }) {
  const field = useContext(FieldContext);
  return {
    id: props.id ?? field?.id,
    required: props.required ?? (field?.isRequired || undefined),
    "aria-describedby": field?.describedBy,
    "aria-invalid": field?.isInvalid || undefined,
  };
}

interface FieldProps {
  label: ReactNode;
  /** Below the control; what to enter and what it is for. */
  help?: ReactNode;
  /** In words that say the rule. Announced, and tied to the control. */
  error?: string | undefined;
  /** Set "(optional)" behind the label. */
  isOptional?: boolean;
  isRequired?: boolean;
  /** "group" for several controls under one label (checkboxes, radio cards). */
  as?: "field" | "group";
  className?: string;
  children: ReactNode;
}

/** A control with its label above, its help below and its error beside. */
export function Field({ label, help, error, isOptional, isRequired, as = "field", className, children }: FieldProps) {
  const id = useId();
  const helpId = `${id}-help`;
  const errorId = `${id}-error`;
  const describedBy = [error && errorId, help && helpId].filter(Boolean).join(" ") || undefined;
  const caption = (
    <>
      {label}
      {isOptional && <span className="font-normal text-ink-3"> (optional)</span>}
    </>
  );
  const content = (
    <FieldContext value={{ id, describedBy, isInvalid: Boolean(error), isRequired: Boolean(isRequired) }}>
      {children}
    </FieldContext>
  );
  const notes = (
    <>
      <p
        id={errorId}
        aria-live="polite"
        className={classNames("mt-1.5 flex gap-1.5 text-small text-fail-ink", !error && "hidden")}
      >
        {error && (
          <>
            <CircleAlert size={14} aria-hidden="true" className="mt-[2.5px] shrink-0" />
            <span>{error}</span>
          </>
        )}
      </p>
      {help && (
        <div id={helpId} className="mt-1.5 text-small text-ink-3">
          {help}
        </div>
      )}
    </>
  );
  const classes = classNames("mb-[18px] min-w-0", className);
  if (as === "group") {
    return (
      <fieldset aria-describedby={describedBy} data-invalid={error ? "" : undefined} className={classes}>
        <legend className="mb-[5px] font-[560]">{caption}</legend>
        {content}
        {notes}
      </fieldset>
    );
  }
  return (
    <div data-invalid={error ? "" : undefined} className={classes}>
      <label htmlFor={id} className="mb-[5px] block font-[560]">
        {caption}
      </label>
      {content}
      {notes}
    </div>
  );
}
