"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ToastMessage, useToast } from "#components/ui/toast.tsx";
import { type Answer, type Arguments, callOperation, type OperationKey } from "./call-operation.ts";
import { failureWords, isRefusal } from "./failure-words.ts";
import { resourceOf } from "./operation-query.ts";
import { useRefresh } from "./use-refresh.ts";

type Input<K extends OperationKey> = NonNullable<Arguments<K>[0]>;

interface OperationOptions<K extends OperationKey> {
  /** The title of the message when it is refused, when nothing was done; without it the caller shows `error`. */
  failed?: string | ((input: Input<K>) => string);
  /** The message when it is done. */
  done?: (answer: Answer<K>, input: Input<K>) => ToastMessage | null;
  /** Draws the change before it is answered; returns what takes it back when it fails. */
  draw?: (input: Input<K>) => () => void;
}

/**
 * One way to write: calls the operation, says what came of it, and has the page and every query about the same resource
 * read again.
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
      if (options.failed === undefined) return;
      const refused = typeof options.failed === "function" ? options.failed(input) : options.failed;
      toast({
        tone: "fail",
        title: isRefusal(error) ? refused : "No answer to this came",
        description: failureWords(error),
      });
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: [resourceOf(key)] });
      void refresh();
    },
  });
  return {
    /** Resolves to whether it was done; what failed was said or is in `error`. */
    run: async (input: Input<K>): Promise<boolean> => {
      try {
        await mutation.mutateAsync(input);
        return true;
      } catch {
        return false;
      }
    },
    /** As `run`, for a dialog that stays open when it fails. @throws what was shown. */
    runOrThrow: async (input: Input<K>): Promise<void> => {
      await mutation.mutateAsync(input);
    },
    isPending: mutation.isPending,
    answer: mutation.data,
    error: mutation.error,
  };
}
