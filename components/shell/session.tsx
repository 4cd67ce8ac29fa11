"use client";

import { createContext, type ReactNode, useContext } from "react";

/** Who is signed in, as much of it as the page shows. */
export interface SessionUser {
  id: string;
  name: string;
  email: string;
}

const SessionContext = createContext<SessionUser | null>(null);

export function SessionProvider({ user, children }: { user: SessionUser; children: ReactNode }) {
  return <SessionContext value={user}>{children}</SessionContext>;
}

/** The signed-in user; only inside of the console. */
export function useSessionUser(): SessionUser {
  const user = useContext(SessionContext);
  if (!user) throw new Error("useSessionUser stands outside of <SessionProvider>");
  return user;
}
