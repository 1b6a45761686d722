/** Templates by which Home Assistant takes values out of our documents. */

/** A key that an older message may lack is `none`, not a warning in Home Assistant's log. */
export function value(key: string, fallback = "none"): string {
  return `value_json.${key} | default(${fallback})`;
}

export function show(key: string): string {
  return `{{ ${value(key)} }}`;
}

export function onOff(key: string): string {
  return `{{ 'ON' if ${value(key, "false")} else 'OFF' }}`;
}

/** Home Assistant takes "None" as unknown. */
export function onOffOrUnknown(key: string): string {
  return `{{ 'None' if (${value(key)}) is none else 'ON' if value_json.${key} else 'OFF' }}`;
}

export function attributes(keys: readonly string[]): string {
  return `{{ {${keys.map((key) => `'${key}': ${value(key)}`).join(", ")}} | tojson }}`;
}
