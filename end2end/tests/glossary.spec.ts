// The glossary, its terms one tap away in a record and in a form, and the map of the library.
import { type Locator, type Page } from '@playwright/test';

import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from '../support.ts';

/** A record with terms in it. */
const RECORD = '/library/bright-future-co-operative';
/** A record with a term in the right half of a line, at a width of 720. */
const ALBANIA = '/library/jobs-and-training-albania-iom';

async function look(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.locator('h1'), path).toHaveCount(1);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

/** Opens the first term of a record; answers the popover and the button. */
async function open(page: Page) {
  await page.goto(RECORD);
  const button = page.locator(':is(.lede, .prose) button.term').first();
  const popover = page.locator(`#${await button.getAttribute('popovertarget')}`);
  await expect(popover).toBeHidden();
  await button.click();
  await expect(popover).toBeVisible();
  return { button, popover };
}

test('the glossary narrows down, changes its order and leads to a term and back', async ({ page }) => {
  await page.goto('/glossary');
  const all = await page.locator('.entry').count();
  expect(all).toBeGreaterThan(44);
  await page.locator('#glossary-q').fill('bonded');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(/q=bonded/);
  await expect(page.locator('.entry').first()).toBeVisible();
  expect(await page.locator('.entry').count()).toBeLessThan(all);
  await page.getByRole('link', { name: 'By topic' }).click();
  await expect(page).toHaveURL(/q=bonded.*by=topic/);
  await page.locator('#debt-bondage h3 a').click();
  await expect(page.locator('h1')).toHaveText('Debt bondage');
  await expect(page.getByRole('heading', { name: 'Not to be confused with' })).toBeVisible();
  await expect(page.locator('dd[lang=ar]')).toHaveAttribute('dir', 'rtl');
  await page.locator('.breadcrumb a').first().click();
  await expect(page).toHaveURL(/\/glossary$/);
});

test('a letter leads down the page', async ({ page }) => {
  await page.goto('/glossary');
  await page.locator('.jumps a', { hasText: /^S$/ }).click();
  await expect(page).toHaveURL(/#letter-s$/);
  await expect(page.locator('#letter-s h2')).toBeInViewport();
});

test('a term of a record is explained without leaving the page', async ({ page }) => {
  const { button, popover } = await open(page);
  await expect(popover.locator('a')).toHaveAttribute('href', /^\/glossary\//);
  await expectAccessible(page);
  await popover.getByRole('button', { name: 'Close' }).click();
  await expect(popover).toBeHidden();
  await button.click();
  await popover.locator('a').click();
  await expect(page).toHaveURL(/\/glossary\//);
});

test('the explanation opens and closes by keyboard', async ({ page }) => {
  await page.goto(RECORD);
  const button = page.locator(':is(.lede, .prose) button.term').first();
  const popover = page.locator(`#${await button.getAttribute('popovertarget')}`);
  await button.focus();
  await page.keyboard.press('Enter');
  await expect(popover).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(popover.locator('a')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(popover).toBeHidden();
  await expect(button).toBeFocused();
});

test('on paper the explanations stand below the text', async ({ page }) => {
  await page.goto(RECORD);
  const first = page.locator('.explained .definition').first();
  await expect(first).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(first).toBeVisible();
  await expect(page.locator('.explained > ul')).toBeHidden();
});

test('an explanation fits a phone @phone', async ({ page, viewport }) => {
  const { popover } = await open(page);
  const box = await popover.boundingBox();
  expect(box?.x ?? -1).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(viewport?.width ?? 0);
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport?.height ?? 0);
  await expectNoSidewaysScroll(page);
});

/** Opens a term's explanation: it leaves the term in sight, it is in sight itself, and so are its ways out. */
async function expectBesideTerm(page: Page, button: Locator, what: string): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  await button.click();
  const popover = page.locator(`#${await button.getAttribute('popovertarget')}`);
  await expect(popover).toBeVisible();
  const [term, box] = [await button.boundingBox(), await popover.boundingBox()];
  if (!term || !box) throw new Error('both are on the page');
  expect(box.y >= term.y + term.height || box.y + box.height <= term.y, what).toBe(true);
  expect(box.x, what).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width, what).toBeLessThanOrEqual(width);
  expect(box.y, what).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height, what).toBeLessThanOrEqual(height);
  // A long one scrolls, so that its end is reached.
  const close = popover.getByRole('button', { name: 'Close' });
  await close.scrollIntoViewIfNeeded();
  await expect(close, what).toBeInViewport();
  await page.keyboard.press('Escape');
  await expect(popover).toBeHidden();
  await expect(button).toBeFocused();
}

for (const direction of ['ltr', 'rtl']) {
  test(`an explanation leaves its term in sight on a narrow page, ${direction}`, async ({ page }) => {
    for (const [width, height] of [[320, 640], [320, 400], [720, 400]] as const) {
      await page.setViewportSize({ width, height });
      await page.goto(RECORD);
      await page.locator('html').evaluate((html, dir) => html.setAttribute('dir', dir), direction);
      const buttons = page.locator(':is(.lede, .prose) button.term');
      for (const button of [buttons.first(), buttons.last()]) {
        for (const block of ['start', 'center', 'end'] as const) {
          await button.evaluate((element, to) => { element.scrollIntoView({ block: to, behavior: 'instant' }); }, block);
          await expectBesideTerm(page, button, `${width} x ${height}, ${await button.textContent()}, ${block}`);
        }
      }
    }
  });

  test(`an explanation fits a low page wherever in its line the term is, ${direction}`, async ({ page }) => {
    await page.setViewportSize({ width: 720, height: 400 });
    await page.goto(ALBANIA);
    await page.locator('html').evaluate((html, dir) => html.setAttribute('dir', dir), direction);
    const button = page.locator('.prose button.term', { hasText: 'reintegration' }).first();
    // To the left, in the middle and to the right: the line is drawn in, so that no width of letters decides.
    for (const indent of [0, 14, 28]) {
      await button.evaluate((element, to) => {
        const line = document.createElement('p');
        line.style.paddingInlineStart = `${to}rem`;
        element.closest('section')?.append(line);
        line.append(element);
        element.scrollIntoView({ block: 'center', behavior: 'instant' });
      }, indent);
      await expectBesideTerm(page, button, `${indent} rem`);
    }
  });
}

test('the form of a placement explains what it asks', async ({ page }) => {
  await signIn(page, 'employer');
  await page.goto('/placements/new');
  await page.locator('#field-title').fill('Kitchen help');
  const popover = page.locator('#term-recruitment-fees');
  await page.locator('button[popovertarget=term-recruitment-fees]').first().click();
  await expect(popover).toBeVisible();
  await expectAccessible(page);
  await popover.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('#field-title')).toHaveValue('Kitchen help');
});

test('a country and a sector of the map lead to their records', async ({ page }) => {
  await page.goto('/library');
  await page.getByRole('link', { name: 'Map of countries and sectors' }).click();
  await expect(page).toHaveURL(/\/library\/map$/);
  const row = page.locator('#countries-table tbody tr').first();
  const number = (await row.locator('.number').textContent()) ?? '';
  const href = (await row.locator('a').getAttribute('href')) ?? '';
  // The same link is on the map, and by keyboard too: a click would need a point inside of the outline.
  const drawn = page.locator(`svg.world a[href="${href}"]`);
  await drawn.focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`country=${href.split('=')[1]}$`));
  await expect(page.locator('#results > [role=status]')).toContainText(number);

  await page.goto('/library/map');
  const bar = page.locator('svg.bars a').first();
  const sector = (await bar.getAttribute('href')) ?? '';
  await bar.click();
  await expect(page).toHaveURL(new RegExp(`${sector.split('?')[1]}$`));
});

for (const path of ['/glossary', '/glossary?by=topic&q=labour', '/glossary?by=instrument', '/glossary?q=zzzz',
  '/glossary/trafficking-in-persons', '/glossary/survivor', '/library/map', RECORD]) {
  test(`${path} reads well @phone`, async ({ page }) => {
    await look(page, path);
  });
}
