/** The API reference in headless Chromium: its search must find createApiKey. Arguments: docs, the browser. */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const TYPES = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
const [docs, executablePath, screenshot] = process.argv.slice(2);
const server = createServer(({ url }, response) => {
  const { pathname } = new URL(url, "http://localhost");
  const file = normalize(pathname === "/" ? "/index.html" : decodeURIComponent(pathname));
  try {
    const content = readFileSync(join(docs, file));
    response
      .writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" })
      .end(content);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.click("#tsd-search-trigger");
  await page.fill("#tsd-search-input", "createApiKey");
  const found = page.locator("#tsd-search-results a", { hasText: "createApiKey" }).first();
  await found.waitFor();
  if (screenshot) await page.screenshot({ path: `${screenshot}-search.png` });
  await found.click();
  await page
    .getByRole("heading", { name: /createApiKey|VeniceClient/ })
    .first()
    .waitFor();
  if (screenshot) await page.screenshot({ path: `${screenshot}-page.png` });
  console.log(`the search finds createApiKey: ${new URL(page.url()).pathname}${new URL(page.url()).hash}`);
} finally {
  await browser.close();
  server.close();
}
