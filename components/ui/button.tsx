import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { Spinner } from "./spinner.tsx";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "medium" | "small" | "icon";

const variants: Record<ButtonVariant, string> = {
  primary: "border-brand bg-brand text-brand-ink hover:bg-brand-strong hover:border-brand-strong",
  secondary: "border-line-strong bg-surface text-ink hover:bg-sunken",
  quiet: "border-transparent bg-transparent text-ink-2 hover:bg-sunken hover:text-ink",
  danger: "border-line-strong bg-surface text-fail-ink hover:bg-fail-soft",
};

const sizes: Record<ButtonSize, string> = {
  medium: "min-h-8 px-[11px] py-[5px]",
  small: "min-h-7 px-2 py-0.5 text-small",
  icon: "size-8 justify-center",
};

/**
 * The classes of a button, for what must look like one but is another element. A label is one line; one that holds a name
 * stands in a `truncate` element, so that no button is wider than its place.
 */
export function buttonClasses(variant: ButtonVariant = "secondary", size: ButtonSize = "medium"): string {
  return classNames(
    "inline-flex max-w-full shrink-0 items-center gap-[7px] whitespace-nowrap rounded-control border font-medium no-underline transition-colors duration-100",
    "disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:shrink-0",
    variants[variant],
    sizes[size],
  );
}

interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** While true the button shows a spinner, keeps its width and its focus, and does not answer. */
  isPending?: boolean;
}

/** `type` is "button" unless given. An icon-only button (`size="icon"`) needs an `aria-label`. */
export function Button({ variant, size, isPending = false, className, children, onClick, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      aria-busy={isPending || undefined}
      aria-disabled={isPending || undefined}
      onClick={isPending ? (event) => event.preventDefault() : onClick}
      className={classNames(buttonClasses(variant, size), className)}
    >
      {isPending && <Spinner />}
      {children}
    </button>
  );
}
