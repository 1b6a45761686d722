/** Answers for the records of one zone, found by id and by name without a search. */

/** A record as the API tells it; never changed in place, so that a copy of the zone may share it. */
export interface SandboxRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly proxiable: boolean;
  readonly proxied: boolean;
  readonly ttl: number;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly comment: string | null;
  readonly tags: readonly string[];
  readonly priority?: number;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly created_on: string;
  readonly modified_on: string;
  readonly comment_modified_on?: string;
  readonly tags_modified_on?: string;
}

export class ZoneRecords {
  readonly #byId = new Map<string, SandboxRecord>();
  readonly #byName = new Map<string, Map<string, SandboxRecord>>();

  get size(): number {
    return this.#byId.size;
  }

  all(): SandboxRecord[] {
    return [...this.#byId.values()];
  }

  get(id: string): SandboxRecord | undefined {
    return this.#byId.get(id);
  }

  named(name: string): SandboxRecord[] {
    return [...(this.#byName.get(name)?.values() ?? [])];
  }

  put(record: SandboxRecord): void {
    const former = this.#byId.get(record.id);
    if (former !== undefined && former.name !== record.name) this.#unname(former);
    this.#byId.set(record.id, record);
    const sameName = this.#byName.get(record.name) ?? new Map<string, SandboxRecord>();
    this.#byName.set(record.name, sameName.set(record.id, record));
  }

  delete(record: SandboxRecord): void {
    this.#byId.delete(record.id);
    this.#unname(record);
  }

  /** An independent copy, on which a batch can run and be thrown away. */
  copy(): ZoneRecords {
    const copy = new ZoneRecords();
    for (const record of this.#byId.values()) copy.put(record);
    return copy;
  }

  #unname(record: SandboxRecord): void {
    const sameName = this.#byName.get(record.name);
    sameName?.delete(record.id);
    if (sameName?.size === 0) this.#byName.delete(record.name);
  }
}
