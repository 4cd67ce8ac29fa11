import { redirect } from "next/navigation";
import { pageActor } from "#components/shell/page-actor.ts";

export default async function StartPage() {
  await pageActor("/");
  redirect("/alerts");
}
