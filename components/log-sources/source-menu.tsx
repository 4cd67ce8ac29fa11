"use client";

import { BellRing, Ellipsis, Pause, Pencil, Play, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "#components/ui/button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

interface SourceMenuProps {
  source: Pick<LogSourceSummary, "integrationId" | "integrationLabel" | "dropOff" | "isPaused">;
  onPause: (isPaused: boolean) => void;
  onDropOff: () => void;
  onDelete: () => void;
}

/** What can be done with one source. */
export function SourceMenu({ source, onPause, onDropOff, onDelete }: SourceMenuProps) {
  const router = useRouter();
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="icon" aria-label={`Actions for ${source.integrationLabel}`}>
          <Ellipsis size={16} aria-hidden="true" />
        </Button>
      }
    >
      <MenuItem
        icon={<Pencil size={16} aria-hidden="true" />}
        onSelect={() => router.push(`/log-sources/${source.integrationId}?tab=configuration`)}
      >
        Edit
      </MenuItem>
      {source.dropOff && (
        <MenuItem icon={<BellRing size={16} aria-hidden="true" />} onSelect={onDropOff}>
          Drop-off alarm
        </MenuItem>
      )}
      {source.isPaused ? (
        <MenuItem icon={<Play size={16} aria-hidden="true" />} onSelect={() => onPause(false)}>
          Resume
        </MenuItem>
      ) : (
        <MenuItem
          icon={<Pause size={16} aria-hidden="true" />}
          help="Requests are refused until you resume"
          onSelect={() => onPause(true)}
        >
          Pause
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuItem isDanger icon={<Trash2 size={16} aria-hidden="true" />} onSelect={onDelete}>
        Delete
      </MenuItem>
    </Menu>
  );
}
