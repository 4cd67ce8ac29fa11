export const wizardSteps = ["source", "authentication", "send", "done"] as const;
export type WizardStep = (typeof wizardSteps)[number];

export const wizardStepLabels: Record<WizardStep, string> = {
  source: "Source",
  authentication: "Authentication",
  send: "Send an event",
  done: "Done",
};

/** The step a URL asks for; the last two exist only once the source is saved. */
export function wizardStep(asked: string | undefined, isSaved: boolean): WizardStep {
  const step = wizardSteps.find((name) => name === asked) ?? (isSaved ? "send" : "source");
  return !isSaved && (step === "send" || step === "done") ? "source" : step;
}

/** The address of a step. */
export function wizardHref(step: WizardStep, sourceId: string | null): string {
  const query = new URLSearchParams({ ...(sourceId ? { source: sourceId } : {}), step });
  return `/log-sources/new/http?${query}`;
}
