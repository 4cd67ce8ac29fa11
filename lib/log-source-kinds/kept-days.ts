/** How long it is known what became of a body, and what a minute counted. */
export const keptDays = 90;
