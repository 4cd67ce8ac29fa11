import { checkShape } from "#components/ui/check-shape.ts";
import { alarmShape } from "#lib/drop-off/schema.ts";
import { type AlarmDraft, bodyOf, fieldOf, windowRule } from "./alarm-draft.ts";

/** Where the form has another way to put it right than the API. */
function formWords(field: string, { calendar }: AlarmDraft): string | undefined {
  if (field === "calendar.hours.to" && calendar.from === calendar.to) {
    return "Must differ from the beginning; for all 24 hours tick “The whole day”";
  }
  return { minutesThreshold: windowRule, snoozedUntil: "Choose a date and a time" }[field];
}

/** What is wrong with a draft, by field, in words. */
export function errorsOf(draft: AlarmDraft): Record<string, string> {
  const checked = checkShape(alarmShape, bodyOf(draft));
  const errors: Record<string, string> = {};
  for (const { path, message } of checked.error?.issues ?? []) {
    const field = fieldOf(path.map(String).join("."), draft);
    const words = formWords(field, draft);
    errors[field] ??= words ?? message.charAt(0).toUpperCase() + message.slice(1);
  }
  return errors;
}
