"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ToastMessage, useToast } from "#components/ui/toast.tsx";
import { ApiError } from "./api-error.ts";
import { type Answer, type Arguments, callOperation, type OperationKey } from "./call-operation.ts";
import { resourceOf } from "./operation-query.ts";
import { useRefresh } from "./use-refresh.ts";

/** The words of a failure that may be shown. */
export function failureWords(error: unknown): string {
  return error instanceof ApiError
    ? error.message
    : "The browser could not finish this. It is not known whether it was done.";
}

type Input<K extends OperationKey> = NonNullable<Arguments<K>[0]>;

interface OperationOptions<K extends OperationKey> {
  /** The title of the message when it fails; without it the caller shows `error`. */
  failed?: string | ((input: Input<K>) => string);
  /** The message when it is done. */
  done?: (answer: Answer<K>, input: Input<K>) => ToastMessage | null;
  /** Draws the change before it is answered; returns what takes it back when it fails. */
  draw?: (input: Input<K>) => () => void;
}

/**
 * One way to write: calls the operation, says what came of it, and has the page and every query about the same resource
 * read again. `run` resolves to the answer; to undefined when it failed, which was said or is in `error`.
 */
export function useOperation<K extends OperationKey>(key: K, options: OperationOptions<K> = {}) {
  const toast = useToast();
  const queries = useQueryClient();
  const refresh = useRefresh();
  const mutation = useMutation({
    mutationFn: (input: Input<K>): Promise<Answer<K>> => callOperation(key, ...([input] as unknown as Arguments<K>)),
    onMutate: async (input) => {
      if (!options.draw) return undefined;
      // A reading that is under way would draw the old state again.
      await queries.cancelQueries({ queryKey: [resourceOf(key)] });
      return options.draw(input);
    },
    onSuccess: (answer, input) => {
      const message = options.done?.(answer, input);
      if (message) toast(message);
    },
    onError: (error, input, takeBack) => {
      takeBack?.();
      const title = typeof options.failed === "function" ? options.failed(input) : options.failed;
      if (title !== undefined) toast({ tone: "fail", title, description: failureWords(error) });
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: [resourceOf(key)] });
      void refresh();
    },
  });
  return {
    /** As `run`, for a dialog that stays open when it fails. @throws what was shown. */
    runOrThrow: async (input: Input<K>): Promise<void> => {
      await mutation.mutateAsync(input);
    },
    run: (input: Input<K>): Promise<Answer<K> | undefined> => mutation.mutateAsync(input).catch(() => undefined),
    isPending: mutation.isPending,
    answer: mutation.data,
    error: mutation.error,
    reset: mutation.reset,
  };
}
