/** One entity in the device message. */

/** One entity, by Home Assistant's own full key names; `platform` alone asks for its removal. */
export type Component = { readonly platform: string } & Readonly<Record<string, unknown>>;

/** A component before its ids are given; `id` is what follows the device's part of the suggested entity id. */
export type Draft = Component & { readonly id: string };
