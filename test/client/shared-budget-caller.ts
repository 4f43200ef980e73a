/** One of the processes that share a budget: its arguments are Redis's port, the fake's URL and key, and a count. */
import { Redis } from "ioredis";
import { RateLimiterRedis } from "rate-limiter-flexible";
import { createVeniceClient, VeniceError } from "../../src/index.ts";

const [port, baseUrl, apiKey, count] = process.argv.slice(2);
const redis = new Redis(Number(port), "127.0.0.1");
const limiter = new RateLimiterRedis({ storeClient: redis, points: 20, duration: 60 });
const venice = createVeniceClient({ apiKey, baseUrl, limiter, maxRetries: 0 });
const calls = Array.from({ length: Number(count) }, (_, index) =>
  venice.createApiKey({ apiKeyType: "INFERENCE", description: `${process.pid}-${index}` }).then(
    () => "created",
    (error: unknown) => (VeniceError.is(error) ? `${error.code} after ${error.attempts}` : String(error)),
  ),
);
console.log(JSON.stringify(await Promise.all(calls)));
await redis.quit();
