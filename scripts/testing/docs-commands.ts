/** The commands that README.md and docs/ tell people to run. */
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

export interface DocsCommand {
  /** Where it stands, from the root of the checkout. */
  file: string;
  /** One line, with its continuations joined. */
  text: string;
  /** All commands of the fence it stands in, itself included; of one in a sentence, itself. */
  block: string[];
}

const programs = "npm|npx|node|curl|openssl|docker|inngest|git|psql|kill";
const inSentence = new RegExp(`^([A-Z_]+=\\S+ )*(${programs}) \\S`);

/** Of fences in `sh`, each line; of sentences, what is marked as code and begins with a program. */
export function docsCommands(root: string): DocsCommand[] {
  const files = ["README.md", ...globSync("docs/*.md", { cwd: root }).sort()];
  return files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), "utf8");
    const fenced = [...text.matchAll(/^```(?:sh|bash|console)\n([\s\S]*?)^```/gm)].flatMap(([, fence = ""]) => {
      const lines = fence.replaceAll(/\\\n\s*/g, "").split("\n");
      const block = lines.filter((line) => line !== "" && !line.startsWith("#"));
      return block.map((line) => ({ file, text: line, block }));
    });
    const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
    const inline = [...prose.matchAll(/`([^`]+)`/g)]
      .map(([, code = ""]) => code.replaceAll(/\s+/g, " "))
      .filter((code) => inSentence.test(code))
      .map((code) => ({ file, text: code, block: [code] }));
    return [...fenced, ...inline];
  });
}
