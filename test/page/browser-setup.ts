/** Unpacks the browser before the first test, where no test's or hook's time limit runs, and says so. */
import { ensureBrowser } from '../support/setup/browser.ts';

export default async function browserSetup(): Promise<void> {
  try {
    await ensureBrowser((line) => console.error(line));
  } catch {
    // The tests fail by themselves, with its reason.
  }
}
