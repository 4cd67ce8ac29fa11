const layoutTokens: [token: string, directive: string][] = [
  ["January", "%B"],
  ["Monday", "%A"],
  ["Z07:00", "%z"],
  ["-07:00", "%z"],
  ["Z0700", "%z"],
  ["-0700", "%z"],
  ["_2006", "_%Y"],
  ["2006", "%Y"],
  ["Jan", "%b"],
  ["Mon", "%a"],
  ["MST", "%Z"],
  ["-07", "%z"],
  ["Z07", "%z"],
  ["002", "%j"],
  ["01", "%m"],
  ["02", "%d"],
  ["_2", "%e"],
  ["15", "%H"],
  ["03", "%I"],
  ["04", "%M"],
  ["05", "%S%?"],
  ["06", "%y"],
  ["PM", "%p"],
  ["pm", "%p"],
  ["1", "%m"],
  ["2", "%d"],
  ["3", "%I"],
  ["4", "%M"],
  ["5", "%S%?"],
];

/** A Go time layout (pkg.go.dev/time#Layout) as a strftime pattern. */
export function strftimeOfLayout(layout: string): string {
  let pattern = "";
  for (let at = 0; at < layout.length; ) {
    const rest = layout.slice(at);
    const written = /^[.,](0+|9+)(?!\d)/.exec(rest);
    const token = layoutTokens.find(([text]) => rest.startsWith(text));
    if (written !== null && pattern.endsWith("%?")) at += written[0].length;
    else if (token !== undefined) {
      pattern += token[1];
      at += token[0].length;
    } else {
      pattern += rest[0] === "%" ? "%%" : rest[0];
      at += 1;
    }
  }
  return pattern;
}
