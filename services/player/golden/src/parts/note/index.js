Component({ properties: { html: String } });
