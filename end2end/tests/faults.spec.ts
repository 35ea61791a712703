// What happens to a server of one's own: its mail server is down, it is killed in the middle of its work, or while it fills
// its index. These need no page; they run once.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

import { expect, test } from '../support.ts';

const PASSWORD = 'a password that is long';

async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A server on a folder of its own, to be started and killed. */
class Installation {
  private process: ChildProcess | undefined;
  private cookie = '';

  private constructor(readonly data: string, readonly origin: string, readonly smtp: number) {}

  static async make(): Promise<Installation> {
    const data = await mkdtemp(join(tmpdir(), 'ponte-faults-'));
    return new Installation(data, `http://127.0.0.1:${await freePort()}`, await freePort());
  }

  private environment(): NodeJS.ProcessEnv {
    return { ...process.env, PONTE_LISTEN: new URL(this.origin).host, PONTE_ORIGIN: this.origin,
      PONTE_DATA: this.data, SMTP_URL: `smtp://127.0.0.1:${this.smtp}`, PONTE_DEMO: '0' };
  }

  /** Runs a command to its end. */
  async run(...command: string[]): Promise<void> {
    await promisify(execFile)(process.env.PONTE_SERVER ?? '', command, { env: this.environment() });
  }

  /** Starts it and waits for nothing. */
  launch(): void {
    this.process = spawn(process.env.PONTE_SERVER ?? '', ['serve'], { env: this.environment(), stdio: 'ignore' });
  }

  async start(): Promise<void> {
    this.launch();
    await expect(async () => expect((await fetch(`${this.origin}/health`)).status).toBe(200)).toPass({ timeout: 60_000 });
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    const process = this.process;
    this.process = undefined;
    if (!process || process.exitCode !== null) return;
    const gone = new Promise((resolve) => process.once('exit', resolve));
    process.kill('SIGKILL');
    await gone;
  }

  async end(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }

  async get(path: string): Promise<string> {
    return (await fetch(this.origin + path, { headers: { cookie: this.cookie } })).text();
  }

  /** Posts a form and answers where it led. */
  async post(path: string, fields: Record<string, string>): Promise<string> {
    const answer = await fetch(this.origin + path, { method: 'POST', redirect: 'manual',
      headers: { origin: this.origin, cookie: this.cookie }, body: new URLSearchParams(fields) });
    expect(answer.status, await answer.text()).toBe(303);
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.cookie;
    return answer.headers.get('location') ?? '';
  }
}

/** A mail server that keeps what it gets. */
async function mailServer(port: number, mails: string[]): Promise<SMTPServer> {
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

test('without a mail server mail waits, and a kill loses nothing that was confirmed @js', async () => {
  test.setTimeout(180_000);
  const ponte = await Installation.make();
  const mails: string[] = [];
  let mail: SMTPServer | undefined;
  try {
    await ponte.start();
    const before = Date.now();
    await ponte.post('/join', { form: 'join', kind: 'business', organisation: 'Bäckerei Früh', summary: 'Bread.',
      country: 'DE', town: 'Berlin', name: 'Emil', email: 'emil@ponte.example', password: PASSWORD, language: 'en' });
    expect(Date.now() - before, 'joining does not wait for mail').toBeLessThan(5_000);
    await ponte.kill();

    await ponte.start();
    mail = await mailServer(ponte.smtp, mails);
    await expect(async () => expect(mails).toHaveLength(1)).toPass({ timeout: 60_000 });
    const parsed = await simpleParser(mails[0] ?? '');
    expect(parsed.subject).toBe('Confirm your e-mail address');
    expect(`${parsed.text} ${parsed.html}`).not.toMatch(/traffick|victim|survivor/i);
    const link = /\/join\/confirm\/[\w-]+/.exec(parsed.text ?? '')?.[0] ?? '';
    await ponte.post(link, { form: 'confirm' });
    await ponte.post('/sign-in', { form: 'sign-in', email: 'emil@ponte.example', password: PASSWORD });

    // Drafts until it is killed: each one that was answered is there afterwards.
    const drafts: string[] = [];
    const writing = (async () => {
      for (let n = 0; n < 10_000; n += 1) {
        try {
          drafts.push(await ponte.post('/placements/new', { form: 'placement', title: `Draft ${n}` }));
        } catch {
          return;
        }
      }
    })();
    await expect(async () => expect(drafts.length).toBeGreaterThan(20)).toPass({ timeout: 30_000 });
    await ponte.kill();
    await writing;
    await ponte.start();
    for (const draft of drafts) expect(await ponte.get(draft)).toContain('<h1>Draft ');
    expect(mails).toHaveLength(1);
  } finally {
    await ponte.end();
    mail?.close(() => undefined);
  }
});

/** So many records that the index is filled in three parts, with those that a new library begins with. */
const LAMPS = 1_100;

/** A record as a line of JSONL. */
function lamp(number: number): string {
  return `${JSON.stringify({
    title: `Lamp ${number} of the harbour`,
    slug: `lamp-${number}`,
    kind: 'practice',
    summary: 'A lamp was lit along the quay.',
    language: 'en',
    year: 2010,
    evidence: 'told',
    licence: 'CC0-1.0',
    sources: [{ title: 'A book of lamps' }],
    body: `Lamp ${number} burnt oil that the town paid for, and boats found their way by it. `.repeat(20),
  })}\n`;
}

/** What the index says of itself: the parts that it has, and, once it is whole, how far it has followed the database. */
interface Meta {
  segments: unknown[];
  payload?: string | null;
}

test('a server that is killed while it fills its index finds every record after the next start @js', async () => {
  test.setTimeout(240_000);
  const ponte = await Installation.make();
  const index = join(ponte.data, 'index');
  const meta = async (): Promise<Meta | undefined> => {
    try {
      return JSON.parse(await readFile(join(index, 'meta.json'), 'utf8')) as Meta;
    } catch {
      return undefined;
    }
  };
  try {
    await ponte.start();
    await ponte.kill();
    const file = join(ponte.data, 'lamps.jsonl');
    await writeFile(file, Array.from({ length: LAMPS }, (_, number) => lamp(number)).join(''));
    await ponte.run('import', file);
    // Once before anything is in, and once with some of it in.
    for (const parts of [0, 1]) {
      await rm(index, { recursive: true });
      ponte.launch();
      const deadline = Date.now() + 60_000;
      while (((await meta())?.segments.length ?? -1) < parts) {
        expect(Date.now(), 'the index is begun').toBeLessThan(deadline);
        await setTimeout(2);
      }
      await ponte.kill();
      expect((await meta())?.payload ?? '', 'it was killed before the index was whole').toBe('');
      await ponte.start();
      await expect(async () => {
        const lines = (await ponte.get('/library/export.jsonl')).trim().split('\n').length;
        const shown = />([\d,]+) records</.exec(await ponte.get('/library'))?.[1] ?? '';
        expect(lines).toBeGreaterThan(LAMPS);
        expect(Number(shown.replace(',', ''))).toBe(lines);
      }).toPass({ timeout: 60_000 });
      await ponte.kill();
    }
  } finally {
    await ponte.end();
  }
});
