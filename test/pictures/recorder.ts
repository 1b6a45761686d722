/** Ten days of addresses in the recorder of a Home Assistant that is halted, as it would have noted them itself. */

import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const HOUR_S = 3600;

export interface PastState {
  readonly state: string;
  /** How long ago it began, hours. */
  readonly hoursAgo: number;
}

/** `stateDir`: the lab's. Rejects an entity that was never recorded. */
export function writePast(stateDir: string, entity: string, states: readonly PastState[]): void {
  const database = new DatabaseSync(join(stateDir, "home-assistant", "home-assistant_v2.db"));
  try {
    const row = database
      .prepare(
        "SELECT m.metadata_id AS id, s.attributes_id AS attributes FROM states_meta m JOIN states s ON s.metadata_id = m.metadata_id WHERE m.entity_id = ? ORDER BY s.last_updated_ts DESC LIMIT 1",
      )
      .get(entity);
    if (row === undefined) throw new Error(`${entity} was never recorded.`);
    const insert = database.prepare(
      "INSERT INTO states (metadata_id, state, attributes_id, last_updated_ts, origin_idx) VALUES (?, ?, ?, ?, 0)",
    );
    const now = Date.now() / 1000;
    for (const { state, hoursAgo } of states)
      insert.run(Number(row["id"]), state, Number(row["attributes"]), now - hoursAgo * HOUR_S);
  } finally {
    database.close();
  }
}
