import { expect, test } from "@jest/globals";
import * as der from "../../src/pki/der.ts";

const hex = (value: Buffer) => value.toString("hex");

test("lengths from 128 on are written in the long form", () => {
  expect(hex(der.octetString(Buffer.alloc(127))).slice(0, 4)).toBe("047f");
  expect(hex(der.octetString(Buffer.alloc(128))).slice(0, 6)).toBe("048180");
  expect(hex(der.octetString(Buffer.alloc(300))).slice(0, 8)).toBe("0482012c");
});

test("a positive integer never looks negative", () => {
  expect(hex(der.integer(0n))).toBe("020100");
  expect(hex(der.integer(127n))).toBe("02017f");
  expect(hex(der.integer(128n))).toBe("02020080");
});

test("an object identifier packs its arcs in base 128", () => {
  expect(hex(der.objectIdentifier("1.2.840.10045.4.3.2"))).toBe("06082a8648ce3d040302");
});

test("a moment is UTCTime before 2050 and GeneralizedTime after", () => {
  expect(der.time(new Date("2049-12-31T23:59:59Z")).toString("latin1")).toBe("\x17\x0d491231235959Z");
  expect(der.time(new Date("2050-01-01T00:00:00Z")).toString("latin1")).toBe("\x18\x0f20500101000000Z");
});
