// Writing a proposal as a person does, for journeys that need a record.
import { type Page } from '@playwright/test';

import { expect } from './support.ts';

/** Presses the button of this name. */
export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();

/** Signs out through the masthead. */
export async function signOut(page: Page): Promise<void> {
  await press(page, 'Sign out');
  await expect(page.getByRole('link', { name: 'Sign in' }).first()).toBeVisible();
}

/** Fills in everything that a record needs; what it says is invented. */
export async function fill(page: Page, title: string, evidence: string): Promise<void> {
  await page.locator('[name=title]').fill(title);
  await page.locator('[name=summary]').fill('In a harbour of the demo world, lamps were lit.');
  await page.locator('[name=year]').fill('2020');
  await page.locator('[name=problem]').fill('The quays were **dark**. <script>alert(1)</script>');
  await page.locator('[name=results]').fill('20 people found work.');
  await page.locator('[name=countries]').fill('Albania, Italy');
  await page.locator(`[name=evidence][value=${evidence}]`).check();
  await page.locator('[name=actor_name]').first().fill('Lantern Works Example');
  await page.locator('[name=actor_part]').first().selectOption('employer');
  await page.locator('[name=source_title]').first().fill('An invented book of lamps');
  await page.locator('[name=source_publisher]').first().fill('Lighthouse College Example');
}

/** Begins a proposal; answers its address. */
export async function begin(page: Page, title: string): Promise<string> {
  await page.goto('/proposals/new');
  await page.locator('[name=title]').fill(title);
  await press(page, 'Begin');
  if (!page.url().endsWith('/edit')) await press(page, 'It is another one: begin');
  await expect(page).toHaveURL(/\/proposals\/[\w-]+\/edit$/);
  return page.url().replace(/\/edit$/, '');
}
