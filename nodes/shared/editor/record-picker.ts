/** Picks records: first the zone, then any number of its names. */

import { ask, referenceTo } from "./asking.ts";
import { element } from "./elements.ts";
import { createPicker, type Picker, type PickerEntry } from "./picker.ts";
import type { Words } from "./words.ts";

export interface RecordPickerOptions {
  readonly box: HTMLElement;
  readonly words: Words;
  /** Id of the chosen account; empty where none is. */
  readonly account: () => string;
  readonly names: () => readonly string[];
  readonly setNames: (names: readonly string[]) => void;
}

interface Zone {
  readonly id: string;
  readonly name: string;
}

export function createRecordPicker(options: RecordPickerOptions): Picker {
  const { box, words } = options;
  const zoneList = element("select", {});
  const label = element("label", {}, element("span", { textContent: words("label.zone") }), zoneList);
  let zones: readonly Zone[] = [];
  /** Whose zones these are. */
  let zonesOf = "";

  async function load(account: string): Promise<readonly PickerEntry[]> {
    const reference = referenceTo(account);
    if (zonesOf !== account || zones.length === 0) {
      zones = await ask<readonly Zone[]>("zones", reference);
      zonesOf = account;
      showZones();
    }
    const zone = zones.find(({ id }) => id === zoneList.value);
    if (zone === undefined) return [];
    const records = await ask<readonly { readonly name: string; readonly types: readonly string[] }[]>(
      "records",
      reference,
      zone.id,
    );
    const apex = records.some(({ name }) => name === zone.name)
      ? []
      : [{ value: zone.name, label: zone.name, note: words("picker.noRecord") }];
    return [
      ...apex,
      ...records.map(({ name, types }) => ({ value: name, label: name, note: types.join(" + ") })),
    ];
  }

  /** The zone of what is chosen already stands first; else the first one. */
  function showZones(): void {
    const before = zoneList.value;
    zoneList.replaceChildren(
      ...zones.map(({ id, name }) => element("option", { value: id, textContent: name })),
    );
    const [name = ""] = options.names();
    const holding = zones
      .filter((zone) => name === zone.name || name.endsWith(`.${zone.name}`))
      .sort((a, b) => b.name.length - a.name.length)[0];
    zoneList.value = (zones.find(({ id }) => id === before) ?? holding ?? zones[0])?.id ?? "";
    zoneList.disabled = zones.length === 0;
  }

  const picker = createPicker({
    box,
    words,
    multiple: true,
    head: label,
    emptyKey: "picker.noZones",
    load: () => {
      const account = options.account();
      return account === "" ? undefined : load(account);
    },
    isPicked: (value) => options.names().includes(value),
    onPick: (value, picked) => {
      const others = options.names().filter((name) => name !== value);
      options.setNames(picked ? [...others, value] : others);
    },
  });
  zoneList.addEventListener("change", () => picker.reload());
  zoneList.disabled = true;
  return {
    refresh: picker.refresh,
    reload: () => {
      zonesOf = "";
      picker.reload();
    },
  };
}
