/** The recipes for what a service is built on, run on the real packages. */
import "reflect-metadata";
import type { Type } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { trace } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { inspect } from "node:util";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { VeniceClient } from "../../src/index.ts";
import { createFakeVenice, type FakeVenice } from "../../src/testing.ts";
import { runProgram } from "./run-program.ts";
import { BODY } from "../faults/fault-case.ts";

let fake: FakeVenice;

beforeEach(() => {
  fake = createFakeVenice();
  vi.stubGlobal("fetch", fake.fetch);
  vi.stubEnv("VENICE_API_KEY", fake.apiKey);
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

test("a NestJS module injects the client", async () => {
  const { VeniceModule } = runProgram("nest-module.ts") as { VeniceModule: Type };
  // Otherwise Nest ends the process that runs the tests. Its options are a class only by their declaration.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  const app = await NestFactory.createApplicationContext(VeniceModule, {
    abortOnError: false,
    logger: false,
  });

  const { apiKey } = await app.get<VeniceClient>("VENICE").createApiKey(BODY);

  expect(apiKey).toBe(fake.keys[0]?.apiKey);
  await app.close();
});

test("OpenTelemetry has a span for every attempt, without a key in it", async () => {
  const exporter = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
  );
  const { venice } = runProgram("opentelemetry.ts") as { venice: VeniceClient };
  fake.failNext({ status: 429, headers: { "retry-after": "0" } });

  const { apiKey } = await venice.createApiKey(BODY);

  const spans = exporter.getFinishedSpans();
  expect(spans.map(({ attributes }) => attributes["http.response.status_code"])).toEqual([429, 200]);
  const shown = inspect(spans, { depth: null, showHidden: true });
  expect(shown).not.toContain(apiKey);
  expect(shown).not.toContain(fake.apiKey);
});
