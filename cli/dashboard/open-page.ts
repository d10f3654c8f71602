/** Opens the page in the browser of the person, where there is one on this machine. */
import open from 'open';

/** @returns whether one was started. */
export async function openPage(url: string): Promise<boolean> {
  try {
    const browser = await open(url);
    browser.on('error', () => {});
    return true;
  } catch {
    return false;
  }
}
