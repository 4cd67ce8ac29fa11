import { serve } from "inngest/next";
import { inngest } from "#inngest/client.ts";
import { functions } from "#inngest/functions.ts";
import { noticeSenders } from "#inngest/nudge.ts";
import { sendNoticesWith } from "#lib/change.ts";

sendNoticesWith(noticeSenders);

export const { GET, POST, PUT } = serve({ client: inngest, functions });
