// @ts-check
// What a page of the desk does.

import { bindMenu } from "./menu.js";
import { bindSignals } from "./signals.js";

bindSignals();
bindMenu();

document.documentElement.dataset.ready = "desk";
