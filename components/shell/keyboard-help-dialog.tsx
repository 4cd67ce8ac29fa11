"use client";

import { Kbd } from "#components/ui/kbd.tsx";
import { OpenDialog } from "#components/ui/open-dialog.tsx";

const groups: readonly { title: string; keys: readonly [string, string][] }[] = [
  {
    title: "Everywhere",
    keys: [
      ["Ctrl K or ⌘ K", "Go anywhere, do anything the page can do"],
      ["u", "Times in UTC or in your zone"],
      ["?", "This help"],
      ["Esc", "Close what opened last"],
    ],
  },
  {
    title: "In a list",
    keys: [
      ["j and k", "Next and previous"],
      ["Enter", "Open"],
      ["x", "Select"],
      ["e", "Resolve what is selected, or the current row"],
      ["/", "Filter"],
    ],
  },
  {
    title: "On an alert",
    keys: [
      ["e", "Resolve or reopen"],
      ["a", "Assign"],
      ["s", "Snooze"],
    ],
  },
];

/** The list of keys. */
export function KeyboardHelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <OpenDialog isOpen onClose={onClose} title="Keyboard shortcuts">
      {groups.map((group) => (
        <section key={group.title} className="mb-4">
          <h3 className="mb-1.5">{group.title}</h3>
          <dl>
            {group.keys.map(([keys, action]) => (
              <div key={keys} className="flex items-baseline gap-3 border-line border-t py-1.5">
                <dt className="w-28 shrink-0">
                  <Kbd>{keys}</Kbd>
                </dt>
                <dd className="text-ink-2">{action}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </OpenDialog>
  );
}
