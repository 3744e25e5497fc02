from __future__ import unicode_literals

# Invented numbers; '#' in a comment and a key in plain letters are part of the test.
P={'B': {'\u6c88': -4.5, '\u5b81': -6.25, '\u9752': -5.5, '塔': -7.0, '\u77f3': -5.0, '\u5c71': -5.75,
         '\u4e86': -1.0},
   'E': {'\u9752': -5.25, '\u5b81': -5.0, '\u77f3': -6.5, '\u5854': -4.25, '\u6865': -4.75, '\u5c71': -6.0,
         '\u7684': -1.0},
   'M': {'\u9752': -6.0, '\u5b81': -5.75, '\u77f3': -6.25},
   'S': {'\u4e86': -2.5, '\u7684': -2.0, '\u5c71': -5.5, '\u6865': -6.5,},
}
