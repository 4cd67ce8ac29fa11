"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { Button } from "./button.tsx";
import { TextInput } from "./text-input.tsx";

interface PasswordInputProps extends Omit<ComponentProps<typeof TextInput>, "type" | "suffix"> {
  /** What it is, for the button's label. */
  what?: string;
}

/** A password, or another secret, with a button that shows it. */
export function PasswordInput({ what = "password", ...props }: PasswordInputProps) {
  const [isShown, setShown] = useState(false);
  return (
    <TextInput
      {...props}
      type={isShown ? "text" : "password"}
      autoCapitalize="none"
      spellCheck={false}
      suffix={
        <Button
          variant="quiet"
          size="small"
          aria-pressed={isShown}
          aria-label={`${isShown ? "Hide" : "Show"} ${what}`}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
        </Button>
      }
    />
  );
}
