/** Takes docs/pictures/dashboard-light.png and -dark.png: the page with the recorded fleet, at a time that stands still. */
import { demoFleet } from '../../cli/dashboard/demo/fleet.ts';
import { ensureBrowser } from '../../test/support/setup/browser.ts';
import { launchBrowser, look, NOW, serveFleet } from '../../test/support/world/browser-page.ts';
import { smallPng } from './small-png.ts';

const SIZE = { width: 1280, height: 800 };

/** By path in the repository. */
export async function drawDashboard(): Promise<Map<string, Buffer>> {
  const { hasOurFonts } = await ensureBrowser((line) => console.error(line));
  if (!hasOurFonts) throw new Error('The pictures need the fonts of Debian: run this where apt-get is.');
  const fleet = await serveFleet(demoFleet(NOW), true);
  const browser = await launchBrowser();
  try {
    const pictures = new Map<string, Buffer>();
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await look(browser, fleet.url, { colorScheme, viewport: SIZE });
      await page.evaluate('document.fonts.ready');
      pictures.set(`docs/pictures/dashboard-${colorScheme}.png`, smallPng(await page.screenshot()));
    }
    return pictures;
  } finally {
    await browser.close();
    fleet.close();
  }
}
