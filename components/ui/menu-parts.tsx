"use client";

import { Check } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { type ReactNode, useState } from "react";
import { classNames } from "./class-names.ts";

export interface MenuProps {
  /** One element that takes a ref (a <Button>). */
  trigger: ReactNode;
  align?: "start" | "end";
  /** Given when something besides the trigger opens it (a key). */
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  children: ReactNode;
}

interface MenuItemProps {
  onSelect: () => void;
  icon?: ReactNode;
  disabled?: boolean;
  isDanger?: boolean;
  /** A quiet second line. */
  help?: ReactNode;
  children: ReactNode;
}

interface MenuChoicesProps {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}

const itemClasses =
  "flex min-h-8 cursor-pointer items-center gap-2.5 rounded-control px-2.5 py-1 outline-none data-[highlighted]:bg-sunken data-[disabled]:cursor-not-allowed data-[disabled]:opacity-50";

/** The menu itself, open from the beginning unless it is told otherwise. */
export function OpenMenu(props: MenuProps) {
  // Kept here, so that opening draws this again: the landmark in which a page was first drawn may be its skeleton's.
  const [isOpenHere, setOpenHere] = useState(true);
  function onOpenChange(isOpen: boolean) {
    setOpenHere(isOpen);
    props.onOpenChange?.(isOpen);
  }
  return (
    <DropdownMenu.Root modal={false} open={props.isOpen ?? isOpenHere} onOpenChange={onOpenChange}>
      <DropdownMenu.Trigger asChild>{props.trigger}</DropdownMenu.Trigger>
      {/* Inside of the page's landmark, so that a screen reader's list of landmarks covers it. */}
      <DropdownMenu.Portal container={typeof document === "undefined" ? null : document.querySelector("main")}>
        <DropdownMenu.Content
          align={props.align ?? "end"}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 max-w-80 animate-appear overflow-y-auto rounded-surface border border-line bg-surface p-1 shadow-float"
        >
          {props.children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** One action of a menu. */
export function MenuItem({ onSelect, icon, disabled = false, isDanger, help, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      onSelect={onSelect}
      disabled={disabled}
      className={classNames(itemClasses, isDanger && "text-fail-ink")}
    >
      {icon}
      <span className="min-w-0">
        {children}
        {help && <span className="block text-ink-3 text-quiet">{help}</span>}
      </span>
    </DropdownMenu.Item>
  );
}

/** One of a few inside a menu; the chosen one is ticked. */
export function MenuChoices(props: MenuChoicesProps) {
  return (
    <DropdownMenu.RadioGroup value={props.value} onValueChange={props.onChange} aria-label={props.label}>
      <MenuLabel>{props.label}</MenuLabel>
      {props.options.map((option) => (
        <DropdownMenu.RadioItem key={option.value} value={option.value} className={itemClasses}>
          <span className="flex size-3.5 items-center">
            <DropdownMenu.ItemIndicator>
              <Check size={14} aria-hidden="true" />
            </DropdownMenu.ItemIndicator>
          </span>
          {option.label}
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="px-2.5 pt-2 pb-1 text-ink-3 text-quiet">{children}</DropdownMenu.Label>;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
