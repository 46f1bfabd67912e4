import { describe, expect, test } from "@jest/globals";
import { readFault } from "../../src/faults/read.ts";

test("a line and an object say the same", () => {
  const line = "error,status=503,message=Service Unavailable,request=GET /nodes/**,at=2,times=3,user=root@pam";
  expect(readFault(line)).toEqual(
    readFault({
      fault: "error",
      status: 503,
      message: "Service Unavailable",
      request: "GET /nodes/**",
      at: 2,
      times: 3,
      user: "root@pam",
    }),
  );
  expect(readFault("fault=half-answer,request=/version")).toMatchObject({
    given: {},
    trigger: { request: "/version" },
  });
});

describe("a fault that is wrong is told in one line a mistake", () => {
  test.each([
    ["flood", "fault flood: is none of latency, error, drop,"],
    [{}, "fault without a class: is none of latency,"],
    [7, 'fault 7: must be an object such as {"fault": "latency", "milliseconds": 500}'],
    ["latency", "fault latency: milliseconds: must be given"],
    [
      { fault: "latency", milliseconds: "soon", at: 0 },
      "fault latency: milliseconds: type check ('integer') failed - got 'soon'\nfault latency: at: value must have a minimum value of 1",
    ],
    ["drop,status=500", "fault drop: invalid key in comma-separated list property: status"],
    [{ fault: "drop", status: 500 }, "fault drop: status: is not known to this fault"],
    [
      "task-hangs,request=POST /pools",
      "fault task-hangs: request: is about a task; name it by task, such as qmclone:9000",
    ],
    ["drop,task=qmclone", "fault drop: task: is about a request; name it by request, such as POST /nodes/**"],
    [
      { fault: "privilege-revoked", from: "a@pve", privilege: "VM.Fly" },
      "fault privilege-revoked: privilege: value 'VM.Fly' does not have",
    ],
  ])("%j", (spec, message) => {
    expect(() => readFault(spec)).toThrow(message);
  });
});
