/** Opens a page with the bundle in headless Chromium. Arguments: the bundle, the browser. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const [bundle, executablePath] = process.argv.slice(2);
const code = readFileSync(bundle, "utf8");
const server = createServer((request, response) => {
  const isScript = request.url === "/bundled.js";
  response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
  response.end(isScript ? code : '<!doctype html><script type="module" src="/bundled.js"></script>');
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction(() => globalThis.checked);
  console.log(await page.evaluate(() => globalThis.checked));
} finally {
  await browser.close();
  server.close();
}
