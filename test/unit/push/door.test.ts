/** Wrong passwords: as slow as can be, told once, and no way around it. */

import { describe, expect, test } from "vitest";
import { createDoor, type Door } from "../../../addon/push/door/door.ts";
import { Secret } from "../../../src/index.ts";
import { createVirtualClock, settle, type VirtualClock } from "../../clock.ts";

const RIGHT = { name: "fritz", password: "correct-horse-9-battery" };
const WRONG = { name: "fritz", password: "correct-horse-9-batterz" };

interface Stage {
  readonly door: Door;
  readonly clock: VirtualClock;
  readonly told: readonly string[];
  /** What becomes of one login of a peer, the wait included. */
  readonly knock: (login: { name: string; password: string }, peer?: string) => Promise<string>;
}

function stage(): Stage {
  const clock = createVirtualClock();
  const told: string[] = [];
  const clients = [
    { name: "fritz", password: new Secret(RIGHT.password) },
    { name: "nas", password: new Secret("another-pass-42") },
  ];
  const door = createDoor({ clients, clock, warn: (text) => told.push(text) });
  const knock: Stage["knock"] = async (login, peer = "192.168.1.2") => {
    const admission = door.admit([login], peer, new AbortController().signal);
    await settle();
    if (clock.sleeping > 0) await clock.advance(1000);
    const { kind } = await admission;
    return kind;
  };
  return { door, clock, told, knock };
}

async function times<T>(count: number, work: () => Promise<T>): Promise<readonly T[]> {
  const done: T[] = [];
  for (let index = 0; index < count; index++) done.push(await work());
  return done;
}

describe("one peer", () => {
  test("the right password / knock / in at once, as the client it belongs to", async () => {
    const { door, clock, told } = stage();
    const signal = new AbortController().signal;
    expect(await door.admit([WRONG, RIGHT], "192.168.1.2", signal)).toMatchObject({
      client: { name: "fritz" },
    });
    expect(clock.sleeping).toBe(0);
    expect(told).toEqual([]);
  });

  test.each([
    ["no such name", { name: "fritzbox", password: RIGHT.password }],
    ["another client's password", { name: "nas", password: RIGHT.password }],
    ["a beginning of the password", { name: "fritz", password: "correct" }],
    ["another case", { name: "fritz", password: RIGHT.password.toUpperCase() }],
    ["nothing", { name: "", password: "" }],
  ])("%s / knock / wrong", async (_what, login) => {
    expect(await stage().knock(login)).toBe("wrong");
  });

  test("no login / knock / nobody, which is no guess", async () => {
    const { door, knock } = stage();
    const signal = new AbortController().signal;
    for (let index = 0; index < 50; index++)
      expect(await door.admit([], "192.168.1.2", signal)).toEqual({ kind: "nobody" });
    expect(await knock(RIGHT)).toBe("client");
  });

  test("wrong passwords in a row / knock / slow, then not looked at, the right one neither; told once", async () => {
    const { knock, told, clock } = stage();
    const began = clock.monotonic();
    expect(await times(5, () => knock(WRONG))).toEqual(Array(5).fill("wrong"));
    expect(clock.monotonic() - began).toBe(5000);
    expect(await knock(WRONG)).toBe("blocked");
    expect(await knock(RIGHT)).toBe("blocked");
    expect(await knock(RIGHT, "192.168.1.3")).toBe("client");
    expect(told).toHaveLength(1);
    expect(told[0]).toContain("192.168.1.2");
  });

  test("a minute later / knock / one more is looked at, and the right one clears the slate", async () => {
    const { knock, clock, told } = stage();
    await times(5, () => knock(WRONG));
    await clock.advance(60_000);
    expect(await knock(WRONG)).toBe("wrong");
    expect(await knock(RIGHT)).toBe("blocked");
    await clock.advance(60_000);
    expect(await knock(RIGHT)).toBe("client");
    expect(await times(5, () => knock(WRONG))).toEqual(Array(5).fill("wrong"));
    expect(told).toHaveLength(2);
  });

  test("guesses side by side / knock / as many are looked at as in a row", async () => {
    const { door, clock } = stage();
    const signal = new AbortController().signal;
    const all = Array.from({ length: 40 }, () => door.admit([WRONG], "192.168.1.2", signal));
    await settle();
    await clock.advance(1000);
    const kinds = (await Promise.all(all)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "wrong")).toHaveLength(5);
    expect(kinds.filter((kind) => kind === "blocked")).toHaveLength(35);
  });

  test("a request that offers many logins / knock / not all of them are looked at", async () => {
    const { door, clock } = stage();
    const logins = [...Array(50).fill(WRONG), RIGHT];
    const admission = door.admit(logins, "192.168.1.2", new AbortController().signal);
    await settle();
    await clock.advance(1000);
    expect(await admission).toEqual({ kind: "wrong" });
  });
});

describe("many peers", () => {
  test("a new address for each guess / knock / thirty a minute in all; who was right before goes on", async () => {
    const { door, knock, clock, told } = stage();
    expect(await knock(RIGHT, "192.168.1.9")).toBe("client");
    const signal = new AbortController().signal;
    const guesses = Array.from({ length: 300 }, (_, index) =>
      door.admit([WRONG], `2001:db8::${index.toString(16)}`, signal),
    );
    await settle();
    await clock.advance(1000);
    const kinds = (await Promise.all(guesses)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === "wrong")).toHaveLength(30);
    expect(await knock(RIGHT, "192.168.1.9")).toBe("client");
    expect(await knock(RIGHT, "192.168.1.10")).toBe("blocked");
    await clock.advance(60_000);
    expect(await knock(RIGHT, "192.168.1.10")).toBe("client");
    expect(told.length).toBeLessThanOrEqual(21);
    expect(told.join("\n")).not.toContain(WRONG.password);
  });
});
