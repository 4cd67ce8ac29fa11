"use client";

import type { LucideIcon } from "lucide-react";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { OperationKey } from "./call-operation.ts";
import { useRefusals } from "./permissions.tsx";

/** Something the page can do, for the command palette. */
export interface PageCommand {
  id: string;
  label: string;
  icon?: LucideIcon;
  /** A key that does the same on the page, shown beside it. */
  key?: string;
  run: () => void;
}

interface Commands {
  isOpen: boolean;
  setOpen: (isOpen: boolean) => void;
  commands: readonly PageCommand[];
  register: (commands: readonly PageCommand[]) => () => void;
}

const CommandsContext = createContext<Commands | null>(null);

/** Holds what the page can do and whether the palette is open. */
export function CommandsProvider({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const [lists, setLists] = useState<readonly (readonly PageCommand[])[]>([]);
  const value = useMemo<Commands>(
    () => ({
      isOpen,
      setOpen,
      commands: lists.flat(),
      register(commands) {
        setLists((before) => [...before, commands]);
        return () => setLists((before) => before.filter((list) => list !== commands));
      },
    }),
    [isOpen, lists],
  );
  return <CommandsContext value={value}>{children}</CommandsContext>;
}

/** The palette's state; only inside of the console. */
export function useCommands(): Commands {
  const commands = useContext(CommandsContext);
  if (!commands) throw new Error("useCommands stands outside of <CommandsProvider>");
  return commands;
}

/**
 * Lists what this page can do in the command palette while the caller is on the page.
 * @param operation what they call: for who may not, they are not listed.
 */
export function usePageCommands(given: readonly PageCommand[], operation?: OperationKey): void {
  const refusalOf = useRefusals();
  const commands = operation !== undefined && refusalOf(operation) !== undefined ? [] : given;
  const register = useContext(CommandsContext)?.register;
  const latest = useRef(commands);
  const stable = useRef(register);
  useEffect(() => {
    latest.current = commands;
    stable.current = register;
  });
  const signature = commands.map((command) => `${command.id}:${command.label}`).join("|");
  // biome-ignore lint/correctness/useExhaustiveDependencies: registered anew only when what is listed changes
  useEffect(() => {
    const listed = latest.current.map((command, at) => ({ ...command, run: () => latest.current[at]?.run() }));
    return stable.current?.(listed);
  }, [signature]);
}
