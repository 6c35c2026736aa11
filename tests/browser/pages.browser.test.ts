import { everyPageStands } from './pages.ts';

everyPageStands('a desk', false);
