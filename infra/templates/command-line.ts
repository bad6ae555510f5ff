import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot, templatesDirOf } from '#kernel/config/project-root.js';
import { TemplateFault } from '#hosting/templates/template-fault.js';
import { check } from './commands/check.js';
import { create } from './commands/create.js';
import { pack } from './commands/pack.js';
import { preview } from './commands/preview.js';
import { CommandFault, type Language } from './command-fault.js';

const usage = `usage: npm run template -- COMMAND NAME [options]

  new NAME                         make templates/NAME, a small sound template on the kit
  check NAME [--renew-golden]      everything the platform and WeChat ask of a template, in one report
                                   --renew-golden writes golden.json anew: what the packages are now is what they should be
  pack NAME --out DIR|FILE.zip     write the assembled package, for WeChat DevTools; ext.json is that of the first preset
  preview NAME [--port 4010]       play it in the browser with its demo shop, without a database; reads changes as you save them

options
  --preset ID                      the preset to pack or preview; the first one when left out
  --runtime URL --app APPID        an authorised applet's shop on a running platform instead of the demo shop
  --wechat URL                     preview: the WeChat sandbox that log-in and payment go to
  --templates DIR                  another templates folder
  --language zh|en                 what findings are told in; that of the terminal when left out

templates/README.md describes the format.
`;

/**
 * Carries out one command of `npm run template`.
 * @param say takes what is to be told, a line at a time
 * @returns the exit code: 1 when a template is faulty or the command cannot be carried out
 */
export async function runTemplateCommand(args: string[], say: (line: string) => void): Promise<number> {
  let language: Language = 'en';
  try {
    const given = readArguments(args);
    language = languageOf(given.values.language);
    return (await carryOut(given, language, say)) ? 0 : 1;
  } catch (error) {
    if (error instanceof TemplateFault) for (const fault of error.all) say(fault.sentence(language));
    else if (error instanceof CommandFault) say(error.message);
    else throw error;
    return 1;
  }
}

async function carryOut(
  { values, positionals }: ReturnType<typeof readArguments>,
  language: Language,
  say: (line: string) => void,
): Promise<boolean> {
  const [command, name, ...more] = positionals;
  if (values.help) {
    say(usage);
    return true;
  }
  if (command === undefined || name === undefined || more.length > 0)
    throw new CommandFault(`Say what to do with which template.\n\n${usage}`);
  if (command !== 'new' && !/^[a-z0-9][a-z0-9-]*$/.test(name))
    throw new CommandFault(`"${name}" is no template's name: it is that of a folder in templates/.`);
  for (const option of ['runtime', 'wechat'] as const) requireAddress(`--${option}`, values[option]);
  if (values.app !== undefined && !/^wx[0-9a-f]{16}$/.test(values.app))
    throw new CommandFault(`--app ${values.app} is no AppID: wx and 16 digits or letters from a to f.`);
  const templatesDir = values.templates === undefined ? templatesDirOf({}) : path.resolve(values.templates);
  const given = { ...values, name, templatesDir, root: projectRoot(), language, say };
  switch (command) {
    case 'new':
      return create(given);
    case 'check':
      return check(given);
    case 'pack':
      return pack(given);
    case 'preview':
      return preview(given);
    default:
      throw new CommandFault(`There is no command "${command}".\n\n${usage}`);
  }
}

/** As gettext takes it from the environment. @throws CommandFault */
function languageOf(wanted: string | undefined): Language {
  const { LC_ALL, LC_MESSAGES, LANG } = process.env;
  if (wanted === undefined) return /^zh/i.test(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en';
  if (wanted === 'zh' || wanted === 'en') return wanted;
  throw new CommandFault(`--language ${wanted} is neither zh nor en.`);
}

function requireAddress(option: string, value: string | undefined): void {
  if (value === undefined) return;
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return;
  throw new CommandFault(`${option} ${value} is no address. Write it like http://127.0.0.1:4100.`);
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        app: { type: 'string' },
        language: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        out: { type: 'string' },
        port: { type: 'string', default: '4010' },
        preset: { type: 'string' },
        'renew-golden': { type: 'boolean', default: false },
        runtime: { type: 'string' },
        templates: { type: 'string' },
        wechat: { type: 'string' },
      },
    });
  } catch (error) {
    // Node goes on about positional arguments, which no option here is.
    const [first = ''] = (error as Error).message.split('. ');
    throw new CommandFault(`${first}.\n\n${usage}`);
  }
}
