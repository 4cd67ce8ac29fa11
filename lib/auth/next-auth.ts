import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { originOf } from "#lib/api/read-request.ts";
import { signIn } from "./users.ts";

/** next-auth with e-mail and password; the session is a signed cookie of 12 hours that names the user's id. */
export const authOptions: NextAuthOptions = {
  session: { strategy: "jwt", maxAge: 12 * 60 * 60 },
  pages: { signIn: "/sign-in" },
  providers: [
    CredentialsProvider({
      name: "E-mail and password",
      credentials: { email: { type: "email" }, password: { type: "password" } },
      async authorize(credentials, request) {
        if (!credentials) return null;
        const outcome = await signIn(credentials, { now: new Date(), ...originOf(new Headers(request.headers)) });
        if (outcome === "locked") throw new Error("locked");
        return outcome === "wrong" ? null : outcome;
      },
    }),
  ],
  callbacks: {
    session({ session, token }) {
      return { ...session, userId: token.sub };
    },
  },
};
