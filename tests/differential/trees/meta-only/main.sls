META: {owner: me}
