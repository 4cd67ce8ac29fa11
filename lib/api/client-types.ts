/** What the typed client knows of the operations, from their types alone. Client-safe. */
import type { z } from "zod";

interface Described {
  method: string;
  path: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response: z.ZodType;
}

/** The operations of a list by `METHOD /path`. */
export type ByKey<List extends readonly Described[]> = {
  [O in List[number] as string extends O["path"] ? never : `${O["method"]} ${O["path"]}`]: O;
};

type Nothing = Record<never, never>;

/** One part of the input: absent when the operation declares none, optional when every field of it is. */
type Part<Name extends string, Shape> = [Shape] extends [z.ZodUndefined]
  ? Nothing
  : Shape extends z.ZodType
    ? Nothing extends z.input<Shape>
      ? { [N in Name]?: z.input<Shape> }
      : { [N in Name]: z.input<Shape> }
    : Nothing;

/** What an operation is called with. */
export type InputOf<O extends Described> = Part<"params", NonNullable<O["params"]>> &
  Part<"query", NonNullable<O["query"]>> &
  Part<"body", NonNullable<O["body"]>>;

/** What it answers with; nothing for 204. */
export type AnswerOf<O extends Described> = z.output<O["response"]>;

/** The input with options of the call beside it; may be left out when nothing in it is required. */
export type ArgumentsOf<O extends Described, Options> =
  Nothing extends InputOf<O> ? [input?: InputOf<O> & Options] : [input: InputOf<O> & Options];
