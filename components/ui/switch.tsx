"use client";

import { Switch as Radix } from "radix-ui";
import { useFieldWiring } from "./field.tsx";

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  "aria-label"?: string;
  id?: string;
  disabled?: boolean;
}

/** On or off, at once; its touch area is 44 px high. For a choice that is saved with a form use a checkbox. */
export function Switch({ checked, onChange, ...props }: SwitchProps) {
  const { required: _, ...wiring } = useFieldWiring(props);
  return (
    <Radix.Root
      {...props}
      {...wiring}
      checked={checked}
      onCheckedChange={onChange}
      className="before:-inset-3 relative before:absolute before:content-[''] h-5 w-9 shrink-0 rounded-full border border-line-strong bg-line transition-colors duration-150 disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:border-brand data-[state=checked]:bg-brand"
    >
      <Radix.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-ink-3 transition-transform duration-150 data-[state=checked]:translate-x-[17px] data-[state=checked]:bg-brand-ink" />
    </Radix.Root>
  );
}
