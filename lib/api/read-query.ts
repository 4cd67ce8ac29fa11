import "server-only";
import { z } from "zod";

/** What a query parameter is once what may be absent, its default and what it becomes are taken off its shape. */
function written(shape: z.core.$ZodType): z.core.$ZodType {
  if (shape instanceof z.ZodOptional || shape instanceof z.ZodDefault || shape instanceof z.ZodNullable) {
    return written(shape.unwrap());
  }
  return shape instanceof z.ZodPipe ? written(shape.in) : shape;
}

/** A text as the type of its shape; a text that is none of it stays as it is, for the shape to refuse in its words. */
function typed(shape: z.core.$ZodType, text: string): unknown {
  const type = written(shape);
  if (type instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type instanceof z.ZodBoolean) return text === "true" ? true : text === "false" ? false : text;
  return text;
}

/**
 * The parameters of a query with the types of their shapes: numbers and booleans as such, lists as arrays. What is sent
 * empty is absent. A parameter that is sent more than once and is no list comes as an array, for its shape to refuse.
 */
export function readQuery(url: URL, shape: z.ZodType | undefined): Record<string, unknown> {
  const shapes: Record<string, z.core.$ZodType> = shape instanceof z.ZodObject ? shape.shape : {};
  const query: Record<string, unknown> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const texts = url.searchParams.getAll(name).filter((text) => text !== "");
    if (texts.length === 0) continue;
    const type = shapes[name] && written(shapes[name]);
    if (type instanceof z.ZodArray) query[name] = texts.map((text) => typed(type.element, text));
    else if (texts.length > 1) query[name] = texts;
    else query[name] = type ? typed(type, texts[0] ?? "") : texts[0];
  }
  return query;
}
