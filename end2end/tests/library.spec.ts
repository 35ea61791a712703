// Searching the library: without JavaScript page by page, with it as a person types.
import { type Page } from '@playwright/test';

import { expect, test } from '../support.ts';

async function count(page: Page): Promise<number> {
  return Number.parseInt((await page.locator('#results > [role=status]').textContent()) ?? '', 10);
}

test('a library search corrects, narrows and leads to a record with sources', async ({ page, javaScriptEnabled }) => {
  await page.goto('/library');
  await page.locator('#library-q').fill('pasport retension ');
  await page.locator('.search button').click();
  await expect(page).toHaveURL(/q=pasport/);
  await expect(page.locator('#results .notice')).toContainText('Showing results for passport retention');
  await expect(page.locator('.hit mark').first()).toBeVisible();

  const before = await count(page);
  const choice = page.locator('#filters-sector input').first();
  const value = await choice.getAttribute('value');
  await choice.check();
  if (!javaScriptEnabled) await page.locator('#library-apply').click();
  await expect(page).toHaveURL(new RegExp(`sector=${value}`));
  await expect(page.locator(`#facet-sector-${value}`)).toBeChecked();
  const after = await count(page);
  expect(after).toBeGreaterThan(0);
  expect(after).toBeLessThan(before);
  await expect(page.locator('.hit')).toHaveCount(Math.min(after, 20));

  await page.locator('.hit h3 a').first().click();
  await expect(page.locator('.sources li').first()).toBeVisible();
});

test('a filter that is far down its list is in view when it is chosen', async ({ page }) => {
  await page.goto('/library');
  const last = page.locator('#filters-country-more input').last();
  const value = await last.getAttribute('value');
  await page.goto(`/library?country=${value}`);
  await expect(page.locator(`#facet-country-${value}`)).toBeVisible();
  await expect(page.locator(`#facet-country-${value}`)).toBeChecked();
});

test('what is chosen stays in view when the rest of its list is folded away @js', async ({ page }) => {
  await page.goto('/library');
  await page.locator('#filters-country-summary').click();
  await page.locator('#filters-country-more-summary').click();
  const value = await page.locator('#filters-country-more input').last().getAttribute('value');
  const choice = page.locator(`#facet-country-${value}`);
  await choice.check();
  await expect(page).toHaveURL(new RegExp(`country=${value}`));
  await page.locator('#filters-country-more-summary').click();
  await expect(page.locator('#filters-country-more')).not.toHaveAttribute('open');
  await page.locator('#library-q').pressSequentially('work');
  await expect(page).toHaveURL(/q=work/);
  await expect(choice).toBeVisible();
  await expect(choice).toBeChecked();
});

test('results come while typing, and the address follows @js', async ({ page }) => {
  await page.goto('/library');
  await page.locator('#library-q').pressSequentially('passp');
  await expect(page).toHaveURL(/q=passp/);
  await expect(page.locator('.hit').first()).toContainText(/passport|document/i);
  await expect(page.locator('#library-q')).toBeFocused();
});

test('words as typed hold for these words only', async ({ page, javaScriptEnabled }) => {
  const search = async (words: string) => {
    await page.locator('#library-q').fill(words);
    if (!javaScriptEnabled) await page.locator('.search button').click();
  };
  await page.goto('/library?q=pasport+');
  await page.locator('#library-exact').click();
  await expect(page.locator('#library-inexact')).toBeVisible();
  await expect(page.locator('#library-as-typed')).toBeChecked();
  await search('retension ');
  await expect(page.locator('#results .notice')).toContainText('Showing results for');
  await expect(page.locator('#library-as-typed')).not.toBeChecked();
});

test('what comes while typing keeps focus, open groups and the place where the count is said @js', async ({ page }) => {
  await page.goto('/library');
  // The same element must stay, or screen readers do not say its new text.
  const status = await page.locator('#results > [role=status]').elementHandle();
  const all = await status?.textContent();
  await page.locator('#filters-evidence-summary').click();
  await page.locator('#library-q').pressSequentially('work');
  await expect(page).toHaveURL(/q=work/);
  await expect(page.locator('#filters-evidence')).toHaveAttribute('open', '');
  expect(await status?.evaluate((element) => element.isConnected)).toBe(true);
  expect(await status?.textContent()).not.toBe(all);
  const choice = page.locator('#filters-evidence input').first();
  const value = await choice.getAttribute('value');
  await choice.focus();
  await page.keyboard.press('Space');
  await expect(page).toHaveURL(new RegExp(`evidence=${value}`));
  await expect(page.locator(`#facet-evidence-${value}`)).toBeFocused();
  await expect(page.locator(`#facet-evidence-${value}`)).toBeChecked();
});

test('results are what a phone shows first @phone', async ({ page, viewport }) => {
  test.skip((viewport?.width ?? 0) > 400, 'the filters stand beside the results');
  await page.goto('/library?q=hotel');
  const top = (await page.locator('.hit h3').first().boundingBox())?.y ?? Number.POSITIVE_INFINITY;
  expect(top).toBeLessThan(viewport?.height ?? 0);
  await expect(page.locator('#filters-sector')).toBeHidden();
  await page.locator('#filters-summary').click();
  await expect(page.locator('#filters-sector')).toBeVisible();
});
