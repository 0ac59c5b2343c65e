<sls xmlns:h="urn:holdfast:xml">
  <web h:key="web server">
    <test.nop size="16">
      <names h:type="list"><name>one</name><name>two</name></names>
      <require h:type="list"><target><test>net</test></target></require>
    </test.nop>
  </web>
  <net><test.nop/></net>
</sls>
