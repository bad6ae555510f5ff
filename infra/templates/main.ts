import { runTemplateCommand } from './command-line.js';

process.exitCode = await runTemplateCommand(process.argv.slice(2), (line) => void process.stdout.write(`${line}\n`));
