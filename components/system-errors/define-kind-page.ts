import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import type { Alert, AlertEventPage } from "#lib/alerts/schema.ts";
import type { AlertSource } from "./alert-source.ts";

/** A page on which something is done about an error; the first of a list is the likeliest. */
export interface ErrorAction {
  icon: LucideIcon;
  label: string;
  href: string;
}

/** A term of About with its value. */
export interface AboutItem {
  term: string;
  value: ReactNode;
}

/** The bars at the head of an error's page: the last day of its source, or the days up to a moment. */
export type RibbonAsked =
  | { of: "last-day" }
  | { of: "days-before"; at: string; logType: string; minutesThreshold: number };

interface PartProps<Facts> {
  alert: Alert;
  facts: Facts;
  /** Of the source that it is about. */
  source: AlertSource;
}

/** What the page of an error of one kind says, in `kinds/<name>-page.tsx`: lists, which run in the browser, do not load it. */
export interface KindPage<Facts extends object> {
  /** Why it happened. */
  Why(props: { facts: Facts; alert: Alert }): ReactNode;
  /** What a person does, in words; left out: the steps of the alert's runbook. */
  WhatToDo?(props: PartProps<Facts>): ReactNode;
  about(facts: Facts, source: AlertSource): AboutItem[];
  /** Where it is dealt with; nothing of a source that is gone. */
  actions(facts: Facts, source: AlertSource, alert: Pick<Alert, "keptLines">): ErrorAction[];
  /** Null where there are no bars of it. */
  ribbon(facts: Facts, alert: Alert): RibbonAsked | null;
  /** What the error stands for, one by one; `events` is the first page as the server read it. */
  Evidence?(props: { facts: Facts; alert: Alert; events: AlertEventPage }): ReactNode;
}
