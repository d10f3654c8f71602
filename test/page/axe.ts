/** What axe complains of, a line for each place. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export async function violationsOf(page: Page): Promise<string[]> {
  // Half faded in, a drawer has half of its contrast.
  await page.evaluate('document.getAnimations().forEach((animation) => animation.finish())');
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id}: ${target} ${any[0]?.message ?? ''}`),
  );
}
