"use client";

import { type Query, useMutation, useQueryClient } from "@tanstack/react-query";
import { useToast } from "#components/ui/toast.tsx";
import type { ToastMessage } from "#components/ui/toasts.tsx";
import { type Answer, type Arguments, callOperation, type OperationKey } from "./call-operation.ts";
import { failureWords, isRefusal } from "./failure-words.ts";
import { resourceOf } from "./operation-query.ts";
import { useRefresh } from "./use-refresh.ts";

interface WriteOptions<Input, Saved> {
  /** The title of the message when it is refused, when nothing was done; without it the caller shows `error`. */
  failed?: string | ((input: Input) => string);
  /** The message when it is done; called also when whoever asked has left the page. */
  done?: (saved: Saved, input: Input) => ToastMessage | null;
  /** What is not there any more once it is done, and is not asked for again. */
  gone?: (input: Input) => readonly string[];
  /** Writes with the same name are made one after the other, so that the last one is what stays. */
  inTurn?: string;
}

/**
 * One way to write: does it, says what came of it, and has the page and every query about the resource read again.
 * For one operation there is `useOperation`.
 */
export function useWrite<Input, Saved>(
  resource: string,
  write: (input: Input) => Promise<Saved>,
  options: WriteOptions<Input, Saved> = {},
) {
  const toast = useToast();
  const queries = useQueryClient();
  const refresh = useRefresh();
  const mutation = useMutation({
    ...(options.inTurn === undefined ? {} : { scope: { id: options.inTurn } }),
    mutationFn: write,
    onSuccess: (saved, input) => {
      const message = options.done?.(saved, input);
      if (message) toast(message);
    },
    onError: (error, input) => {
      if (options.failed === undefined) return;
      const refused = typeof options.failed === "function" ? options.failed(input) : options.failed;
      toast({
        tone: "fail",
        title: isRefusal(error) ? refused : "No answer to this came",
        description: failureWords(error),
      });
    },
    // Also after a failure: a part of it may have been done.
    onSettled: (_, error, input) => {
      const gone = error === null ? (options.gone?.(input) ?? []) : [];
      const isGone = ({ queryKey }: Query) => gone.some((id) => JSON.stringify(queryKey).includes(id));
      void queries.invalidateQueries({ queryKey: [resource], predicate: (query) => !isGone(query) });
      // The page of what is gone is left by whoever deleted it.
      if (!gone.some((id) => window.location.pathname.includes(id))) void refresh();
    },
  });
  return {
    /** Resolves to whether it was done; what failed was said or is in `error`. */
    run: (input: Input): Promise<boolean> =>
      mutation.mutateAsync(input).then(
        () => true,
        () => false,
      ),
    /** As `run`, for who has something to do with what was saved or failed. @throws what was said. */
    runOrThrow: mutation.mutateAsync,
    isPending: mutation.isPending,
    answer: mutation.data,
    error: mutation.error,
    /** Forgets how the last one ended. */
    reset: mutation.reset,
  };
}

type Input<K extends OperationKey> = NonNullable<Arguments<K>[0]>;

/** One way to call an operation that writes. */
export function useOperation<K extends OperationKey>(key: K, options: WriteOptions<Input<K>, Answer<K>> = {}) {
  const call = (input: Input<K>): Promise<Answer<K>> => callOperation(key, ...([input] as unknown as Arguments<K>));
  return useWrite(resourceOf(key), call, options);
}
