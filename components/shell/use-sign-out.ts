"use client";

import { useCallback } from "react";
import { useToast } from "#components/ui/toast.tsx";
import { reach } from "./reach.ts";

/** Ends the session and goes to sign-in; says so when it could not be asked for. */
export function useSignOut(): () => void {
  const toast = useToast();
  return useCallback(() => {
    const signOut = async () => {
      const { endSession } = await import("./credentials.ts");
      await endSession();
      window.location.assign("/sign-in");
    };
    signOut().catch(() => {
      void reach.check();
      toast({
        tone: "fail",
        title: "Not known whether you are signed out",
        description: "Telltale cannot be reached. Sign out again when it is back.",
      });
    });
  }, [toast]);
}
