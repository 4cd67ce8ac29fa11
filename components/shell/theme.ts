/** The cookie that holds a chosen theme; without it the system's is shown. */
export const themeCookie = "telltale_theme";

export type Theme = "system" | "light" | "dark";

/** "light" or "dark" when one was chosen; undefined follows the system. */
export function chosenTheme(value: string | undefined): "light" | "dark" | undefined {
  return value === "light" || value === "dark" ? value : undefined;
}
